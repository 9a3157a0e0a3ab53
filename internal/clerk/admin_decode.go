package clerk

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// DecodeAdmin reads an administrative command from its name and JSON, as strictly as a conference's commands are read. Faults:
// command.unknown, command.malformed, text.not-utf8.
func DecodeAdmin(name string, payload []byte) (AdminCommand, error) {
	switch name {
	case ImportActors{}.Name():
		return decodeAdmin[ImportActors](payload)
	case SaveRoster{}.Name():
		return decodeAdmin[SaveRoster](payload)
	case SaveMember{}.Name():
		return decodeAdmin[SaveMember](payload)
	case SaveIncident{}.Name():
		return decodeAdmin[SaveIncident](payload)
	case CreateArea{}.Name():
		return decodeAdmin[CreateArea](payload)
	case GrantRight{}.Name():
		return decodeAdmin[GrantRight](payload)
	case CloseArea{}.Name():
		return decodeAdmin[CloseArea](payload)
	case PutItem{}.Name():
		return decodeAdmin[PutItem](payload)
	case SaveTemplate{}.Name():
		return decodeAdmin[SaveTemplate](payload)
	case RemoveTemplate{}.Name():
		return decodeAdmin[RemoveTemplate](payload)
	case Expunge{}.Name():
		return decodeAdmin[Expunge](payload)
	}
	return nil, fault.New(fault.Invalid, "command.unknown", "Command", name)
}

func decodeAdmin[T AdminCommand](payload []byte) (AdminCommand, error) {
	var cmd T
	if !utf8.Valid(payload) {
		return nil, fault.New(fault.Invalid, "text.not-utf8", "Field", cmd.Name())
	}
	if len(bytes.TrimSpace(payload)) == 0 {
		payload = []byte("{}")
	}
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&cmd); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "command.malformed", "Command", cmd.Name(), "Reason", err.Error())
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, "command.malformed", "Command", cmd.Name(), "Reason", "more than one JSON value")
	}
	return cmd, nil
}
