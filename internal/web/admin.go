package web

func (w *Web) adminRoutes() []row { return nil }
