package finding

import "testing"

// A query is held against texts as the index holds it; one that only leaves out is answered by what does not have it.
func TestAnswers(t *testing.T) {
	texts := []string{"Reservkraftaggregaten på väg till Älvnäs nr-01", "Underlag"}
	for _, c := range []struct {
		asked string
		want  bool
	}{
		{"reservkraft", true}, {"aggregat", true}, {"aggregaten älvnäs", true}, {"alvnas", false}, {"vägar", true}, {`"på väg"`, true}, {`"väg på"`, false},
		{"kraft -älvnäs", false}, {"kraft -skåne", true}, {"nr-01", true}, {"nr-02", false}, {"und", true}, {"un", false}, {"-skåne", true}, {"gregat", true},
	} {
		if got := Parse(c.asked).Answers(FitInner, texts...); got != c.want {
			t.Errorf("%q: %v", c.asked, got)
		}
	}
}
