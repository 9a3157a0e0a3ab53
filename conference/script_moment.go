package conference

import (
	"fmt"
	"time"
)

// The words for moments that no plan can foresee.

// SayReadBack is what the leader says before a stance is taken on a decision: the wording, word for word.
func SayReadBack(w Words, label, wording string) []string {
	return []string{w.T("script.read-back", "Label", label), sentence(wording), w.T("script.stances")}
}

// SayStance is what the leader asks those who have not answered. Silence is never a yes.
func SayStance(w Words, names []string) string {
	return w.N("script.ask-stance", len(names), "Names", w.List(names))
}

// SayFloor is what the leader says to give the word to an actor; on Rakel with the minute and the words that hand over.
func SayFloor(w Words, name string, m Mode) string {
	if m == Rakel {
		return w.T("script.floor-rakel", "Name", name)
	}
	return w.T("script.floor", "Name", name)
}

// SayRakelLeft is what is said when a speaker on Rakel comes near the minute.
func SayRakelLeft(w Words, used time.Duration) string {
	left := max(0, RakelMinute*time.Second-used)
	return w.T("script.rakel-left", "Seconds", fmt.Sprint(int(left/time.Second)))
}
