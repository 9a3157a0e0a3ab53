package conference

import "time"

// Words writes texts in one language. The domain knows keys and values only; *i18n.Printer is made for this.
type Words interface {
	Lang() string
	T(key string, args ...any) string
	N(key string, count int, args ...any) string
	Clock(t time.Time) string
	Date(t time.Time) string
	List(names []string) string
}
