package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the measurements, read on a listener of their own. Nothing in them names anybody.
type metrics struct {
	all      *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(s *Server) *metrics {
	m := &metrics{all: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "samverkan_http_requests_total",
			Help: "Requests answered, by place and status."}, []string{"method", "place", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "samverkan_http_request_seconds",
			Help: "Time from a request to its answer.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"place"}),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	counter := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value)
	}
	m.all.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("samverkan_followers", "Streams that are open.", func() float64 { return float64(s.hub.Stats().Followers) }),
		gauge("samverkan_rings", "Rings of rendered frames.", func() float64 { return float64(s.hub.Stats().Rings) }),
		counter("samverkan_frames_total", "Frames rendered.", func() float64 { return float64(s.hub.Stats().Frames) }),
		counter("samverkan_deliveries_total", "Frames given to followers.", func() float64 { return float64(s.hub.Stats().Deliveries) }),
		counter("samverkan_slow_dropped_total", "Followers let go because they did not keep up.", func() float64 { return float64(s.hub.Stats().Slow + s.hub.Stats().Behind) }),
		gauge("samverkan_ready", "1 when the service calls itself ready.", func() float64 {
			if s.ready.Load() {
				return 1
			}
			return 0
		}))
	if s.replica != nil {
		m.all.MustRegister(gauge("samverkan_backup_lag_seconds", "How far the continuous copy is behind; -1 when it cannot be told.", func() float64 {
			lag, err := s.replica.Lag()
			if err != nil {
				return -1
			}
			return lag.Seconds()
		}))
	}
	return m
}

func (m *metrics) request(method, place string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions:
	default:
		method = "other" // what a stranger makes up is no label
	}
	m.requests.WithLabelValues(method, place, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(place).Observe(took.Seconds())
}

func (m *metrics) handler(profiling bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.all, promhttp.HandlerOpts{}))
	if profiling {
		profiles(mux)
	}
	return mux
}
