// Package personal finds what says who a private person is: personnummer and samordningsnummer in free text. It only tells that there is one;
// whether it may stand there is for people to decide.
package personal
