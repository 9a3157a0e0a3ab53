package web

func (w *Web) listRoutes() []row { return nil }
