// Package finding knows how people look for words in Swedish texts.
//
// It takes a text apart into words ([Words]), gives the signs by which an index finds it
// ([SignsOf]), reads what somebody typed in a search box ([Parse]), tells which signs a text has
// that answers ([Term.Signs]) and whether it does ([Query.Answers]), and shows where
// in it it stands ([Query.Snippet]). The index knows nothing of words: both databases keep the signs
// that this package makes, and answer alike.
//
// Capitals do not matter. å, ä and ö are letters of their own; é, ü and the like are the
// letters they are made of. A word is found by its stem ("beslut" finds "besluten"), by its
// beginning ("dricks" finds "dricksvatten"), and a long one by what stands inside it
// ("aggregat" and "kraft" find "reservkraftaggregaten"), in that order of how well it fits.
package finding
