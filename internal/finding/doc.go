// Package finding knows how people look for words in Swedish texts.
//
// It takes a text apart into words ([Words]), gives what an index keeps of them
// ([TermsOf]), reads what somebody typed in a search box ([Parse]), and shows where
// in a text it stands ([Snippet]). Both databases keep the tokens that this package makes,
// and ask for those it makes of the question, so that they answer alike.
//
// Capitals do not matter. å, ä and ö are letters of their own; é, ü and the like are the
// letters they are made of. A word is found by its stem ("beslut" finds "besluten"), by its
// beginning ("dricks" finds "dricksvatten"), and a long one by what stands inside it
// ("aggregat" and "kraft" find "reservkraftaggregaten"), in that order of how well it fits.
package finding
