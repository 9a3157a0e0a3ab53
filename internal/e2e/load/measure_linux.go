package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"samverkan/internal/store/pgtest"
)

// result is one measurement.
type result struct {
	target    string
	what      string // "" is followers at a rate; "slow", "storm"
	followers int
	rate      float64
	seen
	postP50, postP99 int64   // nanoseconds
	posts, refused   int     // entries sent, and of them those that were not taken
	cpu              float64 // microseconds for each delivery; storm: for each connection
	memory           float64 // KiB for each follower
	others           float64 // how much of a core everything else used meanwhile
	connected, back  time.Duration
}

// measureAll runs everything in turns, and writes the tables.
func measureAll(s settings) error {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server := &pgtest.Server{Durable: true}
	defer server.Stop()
	all, err := starters(s, dir, &postgres{server: server, names: map[string]string{}})
	if err != nil {
		return err
	}
	var askings []asking
	if s.ask {
		for _, x := range all {
			if x.name != "service" && x.name != "postgres" {
				continue
			}
			a, err := measureAsking(x.start)
			if err != nil {
				return err
			}
			askings = append(askings, a...)
		}
	}
	var results []result
	for round := range s.rounds {
		for _, n := range s.followers {
			for _, x := range all {
				r, err := measureOne(s, x.start, int(n))
				if err != nil {
					return fmt.Errorf("%s, %d followers: %w", x.name, int(n), err)
				}
				results = append(results, r...)
			}
		}
		if last := all[len(all)-1]; s.slow {
			for _, slow := range []int{0, 200} {
				r, err := measureSlow(s, last.start, slow)
				if err != nil {
					return err
				}
				results = append(results, r)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d is done\n", round+1, s.rounds)
	}
	writeTables(os.Stdout, results)
	writeAskings(os.Stdout, askings)
	return nil
}

// measureOne starts a server with so many followers, and goes through the rates.
func measureOne(s settings, start func() (*target, error), followers int) ([]result, error) {
	t, err := start()
	if err != nil {
		return nil, err
	}
	defer t.end()
	quiet(t.pid)
	before, cpu := memoryOf(t.pid), cpuOf(t.pid)
	connecting := t.profileTo(s.profile, "connect", 3*time.Second)
	group, joined, err := gather(s, crowd{Address: t.address, Path: t.path, Credentials: t.credentials, Count: followers, After: -1})
	if err != nil {
		return nil, err
	}
	defer func() { group.end() }()
	connecting()
	perConnection := (cpuOf(t.pid) - cpu) / 1e3 / float64(followers)
	var results []result
	for _, rate := range s.rates {
		r, err := measureRate(s, t, group, followers, rate)
		if err != nil {
			return nil, err
		}
		r.memory = (memoryOf(t.pid) - before) / 1024 / float64(followers)
		results = append(results, r)
		tell(r)
	}
	if !s.storm {
		return results, nil
	}
	group.end()
	time.Sleep(time.Second)
	r := result{target: t.name, what: "storm", followers: followers, connected: time.Duration(joined.ConnectedNS), cpu: perConnection}
	if t.resumes {
		if err := comeBack(s, t, &r); err != nil {
			return nil, err
		}
	}
	tell(r)
	return append(results, r), nil
}

// measureRate posts for a time, and gives what the followers saw.
func measureRate(s settings, t *target, group *process, followers int, rate float64) (result, error) {
	p := &poster{target: t, client: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	defer p.client.CloseIdleConnections()
	for range 2 {
		if _, err := p.send(); err != nil {
			return result{}, err
		}
		time.Sleep(300 * time.Millisecond)
	}
	calm(s.patience)
	base, err := group.ask("RECORD")
	if err != nil {
		return result{}, err
	}
	cpu, all, began := cpuOf(t.pid), busy(), time.Now()
	own := cpuOf(os.Getpid()) + cpuOf(group.command.Process.Pid)
	profiled := t.profileTo(s.profile, fmt.Sprintf("rate-%g", rate), s.duration)
	took := p.steadily(rate, s.duration)
	profiled()
	if err := allCame(group, base.Delivered+int64(len(took)*followers)); err != nil {
		return result{}, err
	}
	quiet(t.pid)
	r, err := group.ask("REPORT")
	if err != nil {
		return result{}, err
	}
	cpu = cpuOf(t.pid) - cpu
	own = cpuOf(os.Getpid()) + cpuOf(group.command.Process.Pid) - own
	deliveries := max(1, r.Entries*followers)
	return result{
		target: t.name, followers: followers, rate: rate, seen: r,
		posts: len(took) + int(p.failed.Load()), refused: int(p.failed.Load()),
		postP50: quantile(took, 0.5), postP99: quantile(took, 0.99), cpu: cpu / 1e3 / float64(deliveries),
		others: (busy() - all - (cpu+own)/1e9) / time.Since(began).Seconds(),
	}, nil
}

// steadily posts at a rate, whether or not the answers keep up, and gives how long the answers took.
func (p *poster) steadily(rate float64, d time.Duration) []int64 {
	var mu sync.Mutex
	var took []int64
	var posts sync.WaitGroup
	start := time.Now()
	for i := range int(rate * d.Seconds()) {
		time.Sleep(time.Until(start.Add(time.Duration(float64(i) / rate * float64(time.Second)))))
		posts.Go(func() {
			d, err := p.send()
			if err != nil {
				if p.failed.Add(1) == 1 {
					fmt.Fprintln(os.Stderr, "load:", err)
				}
				return
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, int64(d))
		})
	}
	posts.Wait()
	return took
}

// calm waits for a second in which the rest of the machine does next to nothing, but not for ever.
func calm(patience time.Duration) {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		before := busy()
		time.Sleep(time.Second)
		if busy()-before < 0.3 {
			return
		}
	}
}

// allCame waits until the followers have so many entries, at most 20 seconds; what is missing then is told as incomplete.
func allCame(group *process, deliveries int64) error {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if r, err := group.ask("COUNT"); err != nil || r.Delivered >= deliveries {
			return err
		}
	}
	return nil
}

// quiet waits until a server has nothing more to do, at most 15 seconds.
func quiet(pid int) {
	time.Sleep(300 * time.Millisecond)
	for range 60 {
		before := cpuOf(pid)
		time.Sleep(250 * time.Millisecond)
		if cpuOf(pid)-before < 20e6 {
			return
		}
	}
}

// comeBack connects everybody at once, each 20 entries behind, and waits until all have everything.
func comeBack(s settings, t *target, r *result) error {
	const missed = 20
	p := &poster{target: t}
	for range missed {
		if _, err := p.send(); err != nil {
			return err
		}
	}
	probe, _, err := gather(s, crowd{Address: t.address, Path: t.path, Credentials: t.credentials, Count: 1, After: -1})
	if err != nil {
		return err
	}
	if _, err := p.send(); err != nil {
		return err
	}
	time.Sleep(500 * time.Millisecond)
	head, err := probe.ask("COUNT")
	probe.end()
	if err != nil || head.Head < missed {
		return errors.Join(err, fmt.Errorf("there are %d entries, too few to come back to", head.Head))
	}
	cpu, start := cpuOf(t.pid), time.Now()
	who := crowd{Address: t.address, Path: t.path, Credentials: t.credentials, Count: r.followers, After: head.Head - missed}
	group, joined, err := gather(s, who)
	if err != nil {
		return err
	}
	defer group.end()
	for now := joined; now.Delivered < int64(r.followers*missed); {
		if now, err = group.ask("COUNT"); err != nil {
			return err
		}
		if time.Since(start) > time.Minute {
			return fmt.Errorf("after a minute %d of %d have come", now.Delivered, r.followers*missed)
		}
		time.Sleep(5 * time.Millisecond)
	}
	r.back, r.cpu = time.Since(start), (cpuOf(t.pid)-cpu)/1e3/float64(r.followers)
	last, err := group.ask("REPORT")
	r.Lost, r.Doubled, r.Closed = last.Lost, last.Doubled, last.Closed
	return err
}

// slowFollowers is how many follow when some of them never read.
const slowFollowers = 2000

// measureSlow lets some of 2,000 never read, at 100 entries a second, for longer than they are waited for.
func measureSlow(s settings, start func() (*target, error), slow int) (result, error) {
	s.duration = 20 * time.Second
	const followers, rate = slowFollowers, 100
	t, err := start()
	if err != nil {
		return result{}, err
	}
	defer t.end()
	group, _, err := gather(s, crowd{Address: t.address, Path: t.path, Credentials: t.credentials, Count: followers, Slow: slow, After: -1})
	if err != nil {
		return result{}, err
	}
	defer group.end()
	before := memoryOf(t.pid)
	r, err := measureRate(s, t, group, followers-slow, rate)
	r.what, r.memory = fmt.Sprintf("slow %d", slow), (memoryOf(t.pid)-before)/1024/followers
	tell(r)
	return r, err
}
