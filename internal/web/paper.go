package web

func (w *Web) paperRoutes() []row { return nil }
