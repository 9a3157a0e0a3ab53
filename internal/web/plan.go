package web

func (w *Web) planRoutes() []row { return nil }
