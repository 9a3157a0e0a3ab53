package web

func (w *Web) conferenceRoutes() []row { return nil }
