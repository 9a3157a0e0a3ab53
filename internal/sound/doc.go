// Package sound reads what recordings are, without any other program: how long they are, how loud they are where, and it
// makes a copy in which stretches are silent.
//
// [Probe] tells the format from the bytes, never from the name, and how long the sound is, for WAV (also RF64 over 4 GiB),
// MP3, MP4 and M4A, Ogg and WebM. A file that was cut off, as a recording is when its browser is killed, has the length of
// what is there. [Peaks] decodes WAV, MP3 and Opus and gives the loudest of each interval, for a picture of the sound.
// [Silence] writes a copy without what was said in given stretches: samples for WAV, whole packets for Opus in WebM and Ogg;
// descriptions in the file (titles, names, comments) are left out of it too. [Seekable] gives a WebM as a browser recorded it
// the length and the list of places that players need to jump in it; [Head] is the same as a few new bytes before the old ones.
// [Cut] divides a file into parts at packets and samples.
//
// A file of several gigabytes is read as a stream. What a field in the file says of a length is never taken for how much to
// allocate, and nothing in a file makes these functions panic. There is no clock and no file here: readers come in, and an
// error of theirs goes out as it is.
//
// Sources: RFC 6716 (Opus), RFC 7845 (Opus in Ogg), RFC 3533 (Ogg), RFC 8794 (EBML), RFC 9559 (Matroska), ISO/IEC 14496-12
// (MP4), ISO/IEC 11172-3 (MP3), EBU Tech 3306 (RF64), Multimedia Programming Interface and Data Specifications 1.0 (WAV).
package sound
