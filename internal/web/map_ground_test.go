package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// Given that the operator has a map of the ground, then it lies under the maps of areas, and pages with a map may fetch it from there: no other
// page, and nothing else. Without it nothing is fetched from anywhere.
func TestGroundUnderTheMap(t *testing.T) {
	s := webtest.StartWith(t, webtest.Live, map[string]string{"map-background": "https://karta.example/3006/{z}/{y}/{x}.png?a=1&b=2", "map-credit": "© Kartverket"})
	at := areaPath + "/map"
	a := s.As(webtest.Leader).Send(http.MethodGet, at, "", nil)
	if a.Status != http.StatusOK || !strings.Contains(a.Body, `<image class="land-ground" href="https://karta.example/3006/`) || !strings.Contains(a.Body, `.png?a=1&amp;b=2"`) ||
		!strings.Contains(a.Body, "Bakgrund: © Kartverket.") || !strings.Contains(a.Body, `class="land-border"`) || !strings.Contains(a.Body, `class="land"`) {
		t.Errorf("%d: the ground is not there", a.Status)
	}
	if p := a.Header.Get("Content-Security-Policy"); !strings.Contains(p, "img-src 'self' data: https://karta.example;") || strings.Count(p, "karta.example") != 1 {
		t.Errorf("the policy is %s", p)
	}
	for _, other := range []string{areaPath, "/", "/conferences/" + webtest.Conference + "/room"} {
		if a := s.As(webtest.Leader).Send(http.MethodGet, other, "", nil); strings.Contains(a.Header.Get("Content-Security-Policy"), "karta") {
			t.Errorf("%s may fetch the ground too", other)
		}
	}
	plain := webtest.Start(t, webtest.Live).As(webtest.Leader).Send(http.MethodGet, at, "", nil)
	if strings.Contains(plain.Body, "<image") || strings.Contains(plain.Header.Get("Content-Security-Policy"), "https:") || strings.Contains(plain.Body, "Bakgrund:") {
		t.Error("a map without a ground asks for one")
	}
}
