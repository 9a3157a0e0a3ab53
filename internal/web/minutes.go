package web

func (w *Web) minutesRoutes() []row { return nil }
