package signin

import (
	"net/http"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// asked is a program that waits for an answer.
type asked struct {
	clerk.Device
	Code   string
	Answer string // approved, denied; "" before
}

// devicePage asks for the code. One that comes with the address is filled in and not tried: who was sent a link by somebody
// else must press the button itself.
func (s *Service) devicePage(w http.ResponseWriter, r *http.Request, _ clerk.Identity) {
	p := s.page(r, "signin.device.heading")
	p.Data = asked{}
	if code := readUserCode(r.URL.Query().Get("code")); code != "" {
		p.Form["code"] = code[:4] + "-" + code[4:]
	}
	s.show(w, r, http.StatusOK, "device", p)
}

// device shows what a code would let in, and takes the answer.
func (s *Service) device(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	p := s.page(r, "signin.device.heading")
	typed := r.PostFormValue("code")
	p.Form["code"] = typed
	p.Data = asked{}
	kept := s.vault.code("device", "", readUserCode(typed))
	answer := r.PostFormValue("answer")
	var d clerk.Device
	err := s.limit(r)
	switch {
	case err != nil:
	case answer == "yes" || answer == "no":
		d, err = s.clerk.AnswerDevice(r.Context(), who, kept, answer == "yes")
	case answer == "":
		d, err = s.clerk.DeviceByCode(r.Context(), who, kept)
	default:
		err = fault.New(fault.Invalid, "sign-in.form")
	}
	if err != nil {
		s.refuse(w, r, "device", p, "code", err)
		return
	}
	p.Data = asked{Device: d, Code: typed, Answer: answer}
	s.show(w, r, http.StatusOK, "device", p)
}

func (s *Service) dutyPage(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	p := s.page(r, "signin.duty.heading")
	p.Data = who.Person
	s.show(w, r, http.StatusOK, "duty", p)
}

func (s *Service) duty(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if err := s.clerk.TakeDuty(r.Context(), who, r.PostFormValue("name")); err != nil {
		p := s.page(r, "signin.duty.heading")
		p.Data, p.Form["name"] = who.Person, r.PostFormValue("name")
		s.refuse(w, r, "duty", p, "name", err)
		return
	}
	http.Redirect(w, r, localPath(r.PostFormValue("next")), http.StatusSeeOther)
}
