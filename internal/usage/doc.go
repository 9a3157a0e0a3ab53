// Package usage counts how an actor uses the service, month by month, for its own administrator ([Usage], [Usage.Rows]): sign-ins,
// conferences, items and areas. It counts what the clerk hands it and says nothing of what single people have done. It knows no clock
// and no store.
package usage
