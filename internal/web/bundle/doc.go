// Command bundle makes the files that browsers load out of the TypeScript and the CSS in internal/web/assets, and writes them to
// assets/dist. They are committed: who builds or installs samverkan needs neither Node nor this command. A test makes them anew and
// compares.
//
// It uses esbuild, which is a program in Go, so a bundle takes a fraction of a second. esbuild takes types away without looking at
// them; looking is the work of tsc, in .ci/run.
package main
