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
	case ReopenArea{}.Name():
		return decodeAdmin[ReopenArea](payload)
	case StopSharing{}.Name():
		return decodeAdmin[StopSharing](payload)
	case ShareAgain{}.Name():
		return decodeAdmin[ShareAgain](payload)
	case LeaveArea{}.Name():
		return decodeAdmin[LeaveArea](payload)
	case AskRight{}.Name():
		return decodeAdmin[AskRight](payload)
	case AnswerRequest{}.Name():
		return decodeAdmin[AnswerRequest](payload)
	case HandOver{}.Name():
		return decodeAdmin[HandOver](payload)
	case TakeOver{}.Name():
		return decodeAdmin[TakeOver](payload)
	case PutItem{}.Name():
		return decodeAdmin[PutItem](payload)
	case ChangeItem{}.Name():
		return decodeAdmin[ChangeItem](payload)
	case MoveItems{}.Name():
		return decodeAdmin[MoveItems](payload)
	case TagItems{}.Name():
		return decodeAdmin[TagItems](payload)
	case ShareItems{}.Name():
		return decodeAdmin[ShareItems](payload)
	case CommentItem{}.Name():
		return decodeAdmin[CommentItem](payload)
	case WithdrawComment{}.Name():
		return decodeAdmin[WithdrawComment](payload)
	case StateItem{}.Name():
		return decodeAdmin[StateItem](payload)
	case MatchOffer{}.Name():
		return decodeAdmin[MatchOffer](payload)
	case AgreeNeed{}.Name():
		return decodeAdmin[AgreeNeed](payload)
	case ApproveItem{}.Name():
		return decodeAdmin[ApproveItem](payload)
	case SaveTemplate{}.Name():
		return decodeAdmin[SaveTemplate](payload)
	case RemoveTemplate{}.Name():
		return decodeAdmin[RemoveTemplate](payload)
	case SaveContact{}.Name():
		return decodeAdmin[SaveContact](payload)
	case RemoveContact{}.Name():
		return decodeAdmin[RemoveContact](payload)
	case ImportContacts{}.Name():
		return decodeAdmin[ImportContacts](payload)
	case MarkWay{}.Name():
		return decodeAdmin[MarkWay](payload)
	case MapIncoming{}.Name():
		return decodeAdmin[MapIncoming](payload)
	case SendAgain{}.Name():
		return decodeAdmin[SendAgain](payload)
	case BreakWay{}.Name():
		return decodeAdmin[BreakWay](payload)
	case Forewarn{}.Name():
		return decodeAdmin[Forewarn](payload)
	case SendUpdate{}.Name():
		return decodeAdmin[SendUpdate](payload)
	case Expunge{}.Name():
		return decodeAdmin[Expunge](payload)
	case SetRetention{}.Name():
		return decodeAdmin[SetRetention](payload)
	case MakeFolder{}.Name():
		return decodeAdmin[MakeFolder](payload)
	case WithdrawItem{}.Name():
		return decodeAdmin[WithdrawItem](payload)
	case (&MoveFolder{}).Name():
		cmd, err := decodeAdmin[*MoveFolder](payload)
		if c, is := cmd.(*MoveFolder); err == nil && (!is || c == nil) { // null
			return nil, fault.New(fault.Invalid, "command.malformed", "Command", name, "Reason", "null")
		}
		return cmd, err
	case (&RemoveFolder{}).Name():
		cmd, err := decodeAdmin[*RemoveFolder](payload)
		if c, is := cmd.(*RemoveFolder); err == nil && (!is || c == nil) { // null
			return nil, fault.New(fault.Invalid, "command.malformed", "Command", name, "Reason", "null")
		}
		return cmd, err
	case (&SendRegister{}).Name():
		cmd, err := decodeAdmin[*SendRegister](payload)
		if c, is := cmd.(*SendRegister); err == nil && (!is || c == nil) { // null
			return nil, fault.New(fault.Invalid, "command.malformed", "Command", name, "Reason", "null")
		}
		return cmd, err
	case (&Cull{}).Name():
		cmd, err := decodeAdmin[*Cull](payload)
		if c, is := cmd.(*Cull); err == nil && (!is || c == nil) { // null
			return nil, fault.New(fault.Invalid, "command.malformed", "Command", name, "Reason", "null")
		}
		return cmd, err
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
