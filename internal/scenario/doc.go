// Package scenario reads plans and run files, and turns them into commands.
//
// A plan (YAML, schema samverkanskonferens-scenario/1) describes one conference as its leader would write it down; an
// incident file describes the händelse. A run file (JSON Lines) is a meeting as it was keyed in, one line per step, with
// the times at which it happened. Reading gives the same command structs that every other door gives, so that a replay
// passes the same desk as a meeting does. What is wrong is told with the number of the line.
//
// Words are Swedish in the files (deltagare, beslut, telefon) since people write them; English ones are read as well.
package scenario
