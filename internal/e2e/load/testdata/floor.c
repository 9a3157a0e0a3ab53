// The floor: what no server can do with less. One thread, no store, no JSON, no rights: a GET makes the connection a follower,
// a POST sends its body to every follower with one write(2) each. The port comes first; it ends by itself after ten minutes.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXFD 70000
static int follower[MAXFD], followers;
static char follows[MAXFD];
static char in[65536], out[66000];
static long seq;

static void forget(int fd) {
  for (int i = 0; follows[fd] && i < followers; i++)
    if (follower[i] == fd) { follower[i] = follower[--followers]; break; }
  follows[fd] = 0;
  close(fd);
}

static void say(int fd, const char *text) {
  if (write(fd, text, strlen(text)) < 0) perror("write");
}

static void post(int fd, int got) {
  char *body = strstr(in, "\r\n\r\n");
  if (!body) return;
  body += 4;
  if (!*body) { // the body comes in a segment of its own
    usleep(500);
    int more = read(fd, in + got, sizeof in - 1 - got);
    if (more > 0) in[got + more] = 0;
  }
  int len = snprintf(out, sizeof out, "id: %ld\nevent: entry\ndata: %s\n\n", ++seq, body);
  say(fd, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  for (int i = 0; i < followers; i++)
    if (send(follower[i], out, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET) perror("send");
}

int main(int argc, char **argv) {
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (argc < 2) return 2;
  alarm(600);
  signal(SIGPIPE, SIG_IGN);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = inet_addr("127.0.0.1")};
  if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) { perror("bind"); return 1; }
  int ep = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, ready[256];
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
  for (;;) {
    int n = epoll_wait(ep, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener) {
        for (int k; (k = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
          if (k >= MAXFD) { close(k); continue; }
          setsockopt(k, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          e.events = EPOLLIN;
          e.data.fd = k;
          epoll_ctl(ep, EPOLL_CTL_ADD, k, &e);
        }
        continue;
      }
      int got = read(fd, in, sizeof in - 1);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) { forget(fd); continue; }
      in[got] = 0;
      if (!strncmp(in, "POST ", 5)) { post(fd, got); continue; }
      say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: hello\ndata: {}\n\n");
      follows[fd] = 1;
      follower[followers++] = fd;
    }
  }
}
