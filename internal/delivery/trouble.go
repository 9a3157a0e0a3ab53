package delivery

import "samverkan/internal/fault"

// Trouble is the fault of a delivery, or of a message that came in, of which the code alone was kept, for its text: what the text could
// say more precisely is empty.
func Trouble(code string) error {
	return fault.New(fault.Unavailable, code, "Status", "", "Megabytes", 0, "Parts", 0, "Max", 0, "Name", "", "Bytes", 0)
}
