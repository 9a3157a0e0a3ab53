package wire

// MemberChange is what a list of an actor's people does to one of them.
type MemberChange struct {
	Kind       string `json:"kind"` // new, changed, disabled
	Line       int    `json:"line,omitempty"`
	Member     string `json:"member,omitempty"`
	Login      string `json:"login"`
	Name       string `json:"name"`
	SystemRole string `json:"systemRole"`
	Function   string `json:"function,omitempty"`

	NameWas       string `json:"nameWas,omitempty"` // when it changes
	SystemRoleWas string `json:"systemRoleWas,omitempty"`
	FunctionWas   string `json:"functionWas,omitempty"`
}

// Provisioned is what a list comes to, or came to.
type Provisioned struct {
	Actor   string         `json:"actor"`
	Changes []MemberChange `json:"changes"`
	Same    int            `json:"same"`              // rows that change nothing
	Mark    string         `json:"mark,omitempty"`    // of a plan that was only shown; given as seen, only that plan is carried out
	Invited []Invited      `json:"invited,omitempty"` // links to hand over to those who are new, when it was done
}
