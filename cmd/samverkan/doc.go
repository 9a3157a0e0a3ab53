// Command samverkan plans, holds and documents collaboration conferences (samverkanskonferenser): from the kallelse to published
// minutes, on the command line, with one file that holds everything.
package main
