package agenda

import "strings"

// Step is what an item does for the meeting as such. The handbook's agenda (chapter 4) is a
// row of steps, from each actor's picture to the closing; what is said under them differs.
// The script of the leader and the checking of a plan ask for the step, never for the title.
type Step string

// The steps of the standard agenda, in its order.
const (
	Opening       Step = "opening"       // welcome, purpose, goal, procedure, roles, rules, recording, openness
	RollCall      Step = "roll-call"     // who is here, per actor and function
	FollowUp      Step = "follow-up"     // the direction in force and the measures from last time
	Reports       Step = "reports"       // what has changed since the written reports
	Situation     Step = "situation"     // the leader sums up, the participants correct
	Analysis      Step = "analysis"      // development, goal conflicts, what nobody covers
	Needs         Step = "needs"         // support and resources
	Communication Step = "communication" // messages to the public and the media
	Direction     Step = "direction"     // agreement on what goes first
	Measures      Step = "measures"      // who does what, by when
	Closing       Step = "closing"       // next meeting, reporting time, distribution of the notes
)

// Steps lists the steps in the order of the standard agenda.
func Steps() []Step {
	return []Step{Opening, RollCall, FollowUp, Reports, Situation, Analysis, Needs, Communication, Direction, Measures, Closing}
}

// Valid tells whether s is one of the steps, or empty.
func (s Step) Valid() bool {
	if s == "" {
		return true
	}
	for _, t := range Steps() {
		if s == t {
			return true
		}
	}
	return false
}

// Key is the catalogue key of the step's word.
func (s Step) Key() string { return "agenda.step." + string(s) }

// The words that betray a step in a title that somebody typed. Only the three steps that every
// meeting needs are guessed: to guess more would be wrong more often than helpful.
var stepWords = []struct {
	step  Step
	words []string
}{
	{RollCall, []string{"upprop", "roll call", "roll-call"}},
	{Closing, []string{"avslut", "nästa möte", "nästa konferens", "closing", "next meeting", "next conference"}},
	{Opening, []string{"välkom", "öppning", "inledning", "opening", "welcome"}},
}

// Does tells whether the item performs the step: by its own word when it has one, otherwise by
// its title (an agenda that comes from a file or a calendar has titles only). One typed item may do
// several steps: "Upprop och avslutning" does both.
func (it Item) Does(s Step) bool {
	if it.Step != "" && it.Step == s {
		return true
	}
	title := strings.ToLower(it.Title)
	for _, w := range stepWords {
		if w.step != s {
			continue
		}
		for _, word := range w.words {
			if strings.Contains(title, word) {
				return true
			}
		}
	}
	return false
}
