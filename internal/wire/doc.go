// Package wire holds the forms in which the service and its clients speak of commands, receipts, entries and problems, so
// that the two ends cannot drift apart. It holds no behaviour and knows no transport.
package wire
