package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"samverkan/internal/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, os.Args[1:], cli.World{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: time.Now, Terminal: cli.IsScreen(os.Stdout),
	})
}
