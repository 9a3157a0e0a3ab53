package finish

import (
	"bytes"
	"encoding/binary"
	"math"
)

// srgbProfile builds an ICC v2.1 matrix profile with the sRGB primaries (adapted
// to D50, IEC 61966-2-1) and a tone curve of 1024 points: no file to ship.
func srgbProfile() []byte {
	type entry struct {
		name string
		data []byte
		same int // index of the entry that has the data, -1 for its own
	}
	entries := []entry{
		{"desc", iccDescription("sRGB"), -1}, {"cprt", append([]byte("text\x00\x00\x00\x00"), "CC0\x00"...), -1},
		{"wtpt", iccXYZ(0.9642, 1, 0.8249), -1},
		{"rXYZ", iccXYZ(0.43607, 0.22249, 0.01392), -1},
		{"gXYZ", iccXYZ(0.38515, 0.71687, 0.09708), -1},
		{"bXYZ", iccXYZ(0.14307, 0.06061, 0.71410), -1},
		{"rTRC", iccCurve(), -1}, {"gTRC", nil, 6}, {"bTRC", nil, 6},
	}
	be := binary.BigEndian
	head := make([]byte, 128)
	be.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1, 0, 0, 0} {
		be.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	copy(head[68:], iccXYZ(0.9642, 1, 0.8249)[8:])

	table := be.AppendUint32(nil, uint32(len(entries)))
	bodyAt := len(head) + 4 + 12*len(entries)
	var body []byte
	at := make([][2]int, len(entries))
	for i, e := range entries {
		if e.same >= 0 {
			at[i] = at[e.same]
		} else {
			at[i] = [2]int{bodyAt + len(body), len(e.data)}
			body = append(body, e.data...)
			body = append(body, make([]byte, -len(body)&3)...)
		}
		table = append(table, e.name...)
		table = be.AppendUint32(table, uint32(at[i][0]))
		table = be.AppendUint32(table, uint32(at[i][1]))
	}
	profile := bytes.Join([][]byte{head, table, body}, nil)
	be.PutUint32(profile, uint32(len(profile)))
	return profile
}

func iccXYZ(v ...float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, f := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(f*65536))))
	}
	return b
}

func iccDescription(s string) []byte {
	b := []byte("desc\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)+1))
	b = append(append(b, s...), 0)
	return append(b, make([]byte, 4+4+2+1+67)...)
}

func iccCurve() []byte {
	const points = 1024
	b := []byte("curv\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, points)
	for i := range points {
		v := float64(i) / (points - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
	}
	return b
}
