// Package geo knows where things lie in Sweden: positions in degrees and in SWEREF 99 TM, points, lines and areas as GeoJSON has them, and the
// outlines of the counties for a picture.
//
// What comes from outside is read by ReadGeoJSON and ReadPositions, which refuse what is too much or lies outside Sweden.
package geo
