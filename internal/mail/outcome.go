package mail

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/emersion/go-smtp"

	"samverkan/internal/fault"
)

// State is what became of a letter that was to be handed over.
type State string

// The four ends.
const (
	Taken   State = "taken"   // the server has it and answers for it
	Refused State = "refused" // for good: the same letter will be refused again
	Later   State = "later"   // not taken, surely; it may be another time
	// Unsure: the whole letter was sent, and the line broke before the answer. The server may have it.
	Unsure State = "unsure"
)

// Outcome is what became of a letter, and why.
type Outcome struct {
	State  State
	Reply  string // what the server said when it took the letter, often the name that the letter has there
	Status string // the server's answer when it did not: its enhanced status (RFC 3463), "5.1.1", else its code, "550"
	// Err is a fault, nil when the letter was taken. The server's own words are not in it: they quote addresses.
	//
	// Refused: mail.address, mail.unknown-recipient, mail.full-mailbox, mail.too-large, mail.refused. Later: mail.later,
	// mail.full-mailbox, mail.unreachable, mail.insecure, mail.sign-in, mail.refused where it is not the letter that is refused
	// but we are. Unsure: mail.unsure.
	Err error
}

// stage is what an answer is an answer to.
type stage string

const (
	ofSender    stage = "sender"    // MAIL
	ofRecipient stage = "recipient" // RCPT
	ofLetter    stage = "letter"    // DATA, and the end of it
)

// verdict says what an answer to the handing over of a letter means.
func verdict(no *smtp.SMTPError, of stage) Outcome {
	switch {
	case no.Code/100 == 4:
		return asksToWait(no)
	case no.Code == 530, no.Code == 502 && no.EnhancedCode[1] == 7: // who we are is not known, or not any more
		return Outcome{Later, "", status(no), fault.Wrap(told(no), fault.Unavailable, "mail.sign-in", "Status", status(no))}
	case no.Code/100 == 5:
		return Outcome{Refused, "", status(no), refusal(no, of)}
	}
	return Outcome{Later, "", status(no), unreachable(told(no))} // an answer that belongs to no such question
}

func asksToWait(no *smtp.SMTPError) Outcome {
	if is(no, 4, 2, 2) {
		return Outcome{Later, "", status(no), fault.Wrap(told(no), fault.Unavailable, "mail.full-mailbox", "Status", status(no))}
	}
	return Outcome{Later, "", status(no), fault.Wrap(told(no), fault.Unavailable, "mail.later", "Status", status(no))}
}

// refusal finds out what is wrong: by the enhanced status, and where there is none, by what the bare code means at that stage
// (RFC 5321 section 4.2.2, RFC 3463 sections 3.2 to 3.4).
func refusal(no *smtp.SMTPError, of stage) error {
	bare, to := no.EnhancedCode == smtp.EnhancedCode{}, of == ofRecipient
	switch {
	case is(no, 5, 1, 1), is(no, 5, 1, 2), is(no, 5, 1, 3), is(no, 5, 1, 6), is(no, 5, 1, 10),
		bare && to && (no.Code == 550 || no.Code == 551 || no.Code == 553):
		return fault.Wrap(told(no), fault.Unavailable, "mail.unknown-recipient", "Status", status(no))
	case is(no, 5, 2, 2), bare && to && no.Code == 552:
		return fault.Wrap(told(no), fault.Unavailable, "mail.full-mailbox", "Status", status(no))
	case is(no, 5, 3, 4), is(no, 5, 2, 3), bare && !to && no.Code == 552:
		return fault.New(fault.TooLarge, "mail.too-large", "Megabytes", maxAll>>20)
	}
	return fault.Wrap(told(no), fault.Unavailable, "mail.refused", "Status", status(no))
}

func is(no *smtp.SMTPError, class, subject, detail int) bool {
	return no.EnhancedCode == smtp.EnhancedCode{class, subject, detail}
}

// status is the answer in figures.
func status(no *smtp.SMTPError) string {
	if e := no.EnhancedCode; e[0] > 0 {
		return fmt.Sprintf("%d.%d.%d", e[0], e[1], e[2])
	}
	return fmt.Sprint(no.Code)
}

// told is the answer as a cause for the log, without the server's words.
func told(no *smtp.SMTPError) error { return fmt.Errorf("answer %d, status %s", no.Code, status(no)) }

// answer finds what the server said in err; nil when it is no answer but a line that broke.
func answer(err error) *smtp.SMTPError {
	var no *smtp.SMTPError
	if errors.As(err, &no) {
		return no
	}
	return nil
}

// brokenLine tells a line that broke or fell silent from what else may go wrong.
func brokenLine(err error) bool {
	var op *net.OpError
	var timeout interface{ Timeout() bool }
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &timeout) && timeout.Timeout() || errors.As(err, &op) && op.Op != "remote error" && op.Op != "local error"
}

// notOpened says why a line was not encrypted.
func notOpened(err error) error {
	if no := answer(err); no != nil && no.Code != 454 { // 454 is a no to encrypting
		return notGreeted(err)
	}
	if brokenLine(err) {
		return unreachable(err)
	}
	return insecure(err)
}

// notGreeted says why a server that answers does not take us.
func notGreeted(err error) error {
	no := answer(err)
	switch {
	case no == nil:
		return unreachable(err)
	case no.Code/100 == 4:
		return fault.Wrap(told(no), fault.Unavailable, "mail.later", "Status", status(no))
	}
	return fault.Wrap(told(no), fault.Unavailable, "mail.refused", "Status", status(no))
}

func unreachable(err error) error { return fault.Wrap(err, fault.Unavailable, "mail.unreachable") }
func insecure(err error) error    { return fault.Wrap(err, fault.Unavailable, "mail.insecure") }
