package web

func (w *Web) areaRoutes() []row { return nil }
