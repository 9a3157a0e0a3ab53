package finding

import "testing"

// A query answers a text here as it does in the full-text index.
func TestAnswers(t *testing.T) {
	text := TermsOf("Reservkraftaggregaten på väg till Älvnäs nr-01", "Underlag")
	for _, c := range []struct {
		asked string
		want  bool
	}{
		{"reservkraft", true}, {"aggregat", true}, {"aggregaten älvnäs", true}, {"alvnas", false}, {"vägar", true}, {`"på väg"`, true}, {`"väg på"`, false},
		{"kraft -älvnäs", false}, {"kraft -skåne", true}, {"nr-01", true}, {"nr-02", false}, {"und", true}, {"un", false}, {"", false}, {"-skåne", false}, {"gregat", true},
	} {
		if got := Parse(c.asked).Answers(text); got != c.want {
			t.Errorf("%q: %v", c.asked, got)
		}
	}
}
