package delivery

import "time"

// MaxAttempts is how often a delivery is tried before it fails: for mail about a day and a half, which is what a full mailbox or a
// relay under repair takes.
const MaxAttempts = 40

// steps are the waits after the first attempts; the last is for all that follow. The first is longer than it takes a greylisting
// server that counts seconds, and short enough for a kallelse with half an hour's notice.
var (
	steps      = [...]time.Duration{20 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, time.Hour}
	alarmSteps = [...]time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}
)

// Backoff gives how long to wait after a number of attempts, 1 or more: longer each time, up to an hour; five minutes for an alarm.
func Backoff(attempts int, alarm bool) time.Duration {
	of := steps[:]
	if alarm {
		of = alarmSteps[:]
	}
	return of[min(max(attempts, 1), len(of))-1]
}
