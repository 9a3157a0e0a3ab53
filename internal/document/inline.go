package document

// Inline is a run of text with the same properties. Texts of neighbouring runs
// are written together as they are: spaces between them belong to the text.
type Inline struct {
	Text string // "\n" is a line break

	Strong   bool
	Em       bool
	Muted    bool // meta: less important than what stands beside it
	Del      bool // was removed by a correction
	Ins      bool // was added by a correction
	Redacted bool // Text stands in for something left out ("Utelämnat: OSL 18 kap. 13 §"); the secret itself is never in a document

	Link      string // absolute URL (https, http, mailto, tel) or "#id" of a heading in this document
	Lang      string // language of this run when it is not the document's
	Expansion string // what an abbreviation stands for

	Kind  Kind  // draws the kind's silhouette before Text, which must be the kind's word
	State State // draws the state's mark before Text, which must say the state in words
}

// Kind is a kind of agenda item or note, drawn as its own silhouette. A kind
// never stands without its word, and never is told by colour alone.
type Kind string

// The kinds. Their silhouettes are the same on paper and on screen.
const (
	KindNone         Kind = ""
	KindInformation  Kind = "information"   // circle with an i
	KindDiscussion   Kind = "discussion"    // speech bubble
	KindDecision     Kind = "decision"      // hexagon with a check mark
	KindGoalConflict Kind = "goal-conflict" // diamond with arrows that meet
	KindMeasure      Kind = "measure"       // pentagon pointing right
	KindQuestion     Kind = "question"      // rounded square with a question mark
	KindNeed         Kind = "need"          // trapezoid with a plus
	KindSituation    Kind = "situation"     // map pin
	KindNote         Kind = "note"          // sheet with a folded corner: any other note, neutral in colour
)

// State is how something stands, drawn as a mark before its words.
type State string

// The states.
const (
	StateNone    State = ""
	StateOK      State = "ok"      // circle with a check mark: done, stands behind, present
	StateWarn    State = "warn"    // triangle: needs attention
	StateBad     State = "bad"     // triangle: late, missing
	StateMute    State = "mute"    // clock: going on, waiting, unknown
	StateReserve State = "reserve" // circle with a bar: reserves, which is legitimate and never red
)
