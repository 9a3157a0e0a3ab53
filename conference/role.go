package conference

// Role is what somebody does in the meeting. Leader, Secretary, Listener and Technician are the
// host's internal roles; the others are the roles of invited actors (handbook ch. 7.1).
type Role string

// The roles.
const (
	Leader     Role = "leader"     // mötesledare: leads, gives the word, sums up, reads decisions back
	Secretary  Role = "secretary"  // dokumentatör: keeps the record
	Listener   Role = "listener"   // lyssnare: listens for goal conflicts and needs
	Technician Role = "technician" // teknik: connections and recording

	Attendee Role = "attendee" // deltagare: asked for a stance
	Observer Role = "observer" // observatör
	Expert   Role = "expert"   // expert, e.g. a meteorologist
	Resource Role = "resource" // resurs, e.g. volunteers
)

// Internal tells whether r is one of the host's own roles.
func (r Role) Internal() bool {
	return r == Leader || r == Secretary || r == Listener || r == Technician
}

// Invited tells whether r is a role that a participant can be invited in.
func (r Role) Invited() bool {
	return r == Attendee || r == Observer || r == Expert || r == Resource
}

// InternalRoles are the host's roles in the order they are shown.
func InternalRoles() []Role { return []Role{Leader, Secretary, Listener, Technician} }

// Level is where in society the conference is held (handbook ch. 6).
type Level string

// The levels.
const (
	Local    Level = "local"
	Regional Level = "regional"
	National Level = "national"
)

// Valid tells whether l is one of the levels.
func (l Level) Valid() bool { return l == Local || l == Regional || l == National }

// Mode is a meeting form (mötesform), and the way in of a participant.
type Mode string

// The modes. A meeting with several connections of different modes is mixed.
const (
	Phone Mode = "phone"
	Rakel Mode = "rakel"
	Web   Mode = "web"
	Video Mode = "video"
	Room  Mode = "room"
	Mixed Mode = "mixed"
)

// Valid tells whether m can be the mode of a connection.
func (m Mode) Valid() bool {
	return m == Phone || m == Rakel || m == Web || m == Video || m == Room
}

// RakelMinute is how many seconds one may speak at a time on Rakel (handbook ch. 9).
const RakelMinute = 60
