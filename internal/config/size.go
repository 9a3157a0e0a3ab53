package config

import (
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// bucket is how the address of a bucket begins.
const bucket = "s3://"

// files takes a directory or a bucket.
func files(c *Config, v string) error {
	if strings.HasPrefix(v, bucket) {
		c.S3.Bucket, c.Files = v, ""
		return nil
	}
	c.S3.Bucket, c.Files = "", v
	return nil
}

// size is a number of bytes, or of their multiples by 1024: 500M, 4G.
func size(in func(*Config) *int64) func(*Config, string) error {
	return func(c *Config, v string) error {
		digits, shift := v, 0
		for i, unit := range []string{"K", "M", "G", "T"} {
			if rest, ok := strings.CutSuffix(strings.ToUpper(v), unit); ok {
				digits, shift = rest, 10*(i+1)
			}
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n < 0 || n > 1<<62>>shift {
			return fault.New(fault.Invalid, "config.size")
		}
		*in(c) = n << shift
		return nil
	}
}
