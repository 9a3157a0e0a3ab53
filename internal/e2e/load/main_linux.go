package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// settings are what the flags say. The child processes get the same flags.
type settings struct {
	as        string
	followers list
	rates     list
	duration  time.Duration
	patience  time.Duration
	rounds    int
	pin       bool
	slow      bool
	storm     bool
	ask       bool
	profile   string
	servers   string
	binary    string

	url, tokens, conference, postToken string
	pid                                int
}

// list is a flag of numbers with commas between them.
type list []float64

func (l *list) String() string { return strings.Trim(fmt.Sprint([]float64(*l)), "[]") }

// Set reads the numbers.
func (l *list) Set(s string) error {
	*l = nil
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return err
		}
		*l = append(*l, n)
	}
	return nil
}

// most is the largest number of followers.
func (s settings) most() int {
	most := 0.0
	for _, n := range s.followers {
		most = max(most, n)
	}
	if s.slow {
		most = max(most, slowFollowers)
	}
	return int(most)
}

func main() {
	other := map[string]func([]string, io.Writer) error{"seed": seed, "lists": lists}
	if len(os.Args) > 1 && other[os.Args[1]] != nil {
		if err := other[os.Args[1]](os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
			os.Exit(1)
		}
		return
	}
	s := settings{followers: list{1000}, rates: list{1}}
	var limit time.Duration
	flag.StringVar(&s.as, "as", "", "what this process is: hub, floor or followers; empty for the one that starts the others")
	flag.Var(&s.followers, "followers", "how many follow, one measurement for each number")
	flag.Var(&s.rates, "rate", "entries a second, one measurement for each number")
	flag.DurationVar(&s.duration, "duration", 10*time.Second, "of each measurement")
	flag.DurationVar(&s.patience, "patience", 20*time.Second, "how long to wait for the rest of the machine to be quiet, each time")
	flag.IntVar(&s.rounds, "rounds", 1, "how many times everything is run, in turns; medians are shown")
	flag.BoolVar(&s.pin, "pin", true, "give the server core 0 and the followers core 1")
	flag.BoolVar(&s.slow, "slow", false, "measure also with a tenth of 2,000 followers that never read, at 100 entries a second")
	flag.BoolVar(&s.storm, "storm", false, "measure also how long it takes until all are back, each 20 entries behind")
	flag.BoolVar(&s.ask, "ask", false, "measure also what it costs a service to find out who asks, and to let somebody in")
	flag.StringVar(&s.servers, "servers", "floor,hub,service", "what to measure: floor, hub, service, postgres (the service on PostgreSQL)")
	flag.StringVar(&s.binary, "binary", "", "the program that is the service; built when empty")
	flag.StringVar(&s.profile, "profile", "", "write CPU profiles of hub and service to files whose names begin so")
	flag.StringVar(&s.url, "url", "", "a service that runs already, such as http://127.0.0.1:8080")
	flag.IntVar(&s.pid, "pid", 0, "its process")
	flag.StringVar(&s.tokens, "tokens", "", "file with the followers' bearer tokens, one a line")
	flag.StringVar(&s.conference, "conference", "", "what they follow")
	flag.StringVar(&s.postToken, "post-token", "", "bearer token of somebody who may write notes there")
	flag.DurationVar(&limit, "limit", 9*time.Minute, "after this everything ends, whatever it is doing")
	flag.Parse()
	time.AfterFunc(limit, func() { fmt.Fprintln(os.Stderr, "load: out of time"); os.Exit(3) })
	var err error
	switch s.as {
	case "hub":
		err = runHub(s)
	case "floor":
		err = runFloor()
	case "followers":
		err = runFollowers(os.Stdin, os.Stdout)
	default:
		err = measureAll(s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}
