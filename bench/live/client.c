/* The load client: N listening sockets and a connection that posts, in one thread.
 *
 *   client ADDRESS-PATH FRAME POST-PATH N DEAF PORT[,PORT...]
 *
 * A listener sends FRAME once it is connected ("" for none), and counts as subscribed when a frame with "subscribed"
 * comes back. The last DEAF of the N can be told to stop reading. Commands are lines on stdin; each is answered by one
 * line of JSON on stdout:
 *
 *   run WINDOW COUNT RATE SIZE   COUNT posts of SIZE letters: RATE a second if RATE is not 0, else WINDOW in flight, and
 *                                at most for 8 s
 *   watch COUNT                  COUNT posts that others make, numbered from the "first" that is printed on a line before
 *   deaf | hear                  the last DEAF stop reading | read everything that waits for them
 *
 * A post contains the mark ~number~, and so does each copy, alone in a frame or with others in an array. The client counts
 * marks, so no server has an advantage from the shape of its frames.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { NEW, HANDSHAKE, SUBSCRIBING, READY, GONE };
enum { AT_ONCE = 64, ROOM = 4 << 20, DEAF_BUFFER = 32 << 10, SILENCE = 5, LONGEST = 8, LATEST = 15 };

typedef struct {
  int fd, state, poster, deaf, behind, close_code;
  char *kept; /* the beginning of a frame whose rest has not arrived */
  size_t kept_length;
  uint64_t order; /* a hash of the numbers in the order of their arrival */
  uint64_t copies, doubles;
  uint8_t *seen;
} Conn;

static Conn *conns, *posters;
static int n, deaf, hearers, ports[16], port_count, ready, connecting, poll_fd;
static const char *path, *first_frame, *post_path;
static char room[ROOM + (1 << 16)];

/* of the current phase */
static int first, total, finished, measuring;
static uint32_t *heard;
static double *sent_at, *done_at, last_copy;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void write_all(int fd, const char *bytes, size_t length) {
  while (length) {
    ssize_t wrote = send(fd, bytes, length, MSG_NOSIGNAL);
    if (wrote < 0) {
      if (errno != EAGAIN && errno != EINTR) return;
      continue;
    }
    bytes += wrote;
    length -= wrote;
  }
}

/* Masked by zeros: a client must mask, and the mask changes nothing that is measured. */
static void send_frame(int fd, int opcode, const char *text, size_t length) {
  char frame[80 << 10];
  size_t head = 2;
  frame[0] = (char)(0x80 | opcode);
  if (length < 126) {
    frame[1] = (char)(0x80 | length);
  } else {
    frame[1] = (char)(0x80 | 126);
    frame[2] = (char)(length >> 8);
    frame[3] = (char)length;
    head = 4;
  }
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, text, length);
  write_all(fd, frame, head + 4 + length);
}

static void become_ready(Conn *c) {
  c->state = READY;
  ready++;
  connecting--;
}

static void count(Conn *c, int number, double at) {
  int i = number - first;
  if (!measuring || i < 0 || i >= total) return;
  c->order = (c->order ^ (uint64_t)number) * 1099511628211ull;
  if (c->seen[i / 8] & (1 << i % 8)) {
    c->doubles++;
    return;
  }
  c->seen[i / 8] |= (uint8_t)(1 << i % 8);
  c->copies++;
  last_copy = at;
  if (!(c->deaf) && ++heard[i] == (uint32_t)hearers) {
    done_at[i] = at;
    finished++;
  }
}

static void take(Conn *c, int opcode, const char *text, size_t length, double at) {
  if (opcode == 9) {
    send_frame(c->fd, 10, text, length);
    return;
  }
  if (opcode == 8) {
    c->close_code = length >= 2 ? (uint8_t)text[0] << 8 | (uint8_t)text[1] : 1005;
    return;
  }
  if (c->state == SUBSCRIBING) {
    if (memmem(text, length, "\"subscribed\"", 12)) become_ready(c);
    return;
  }
  const char *end = text + length, *mark = memchr(text, '~', length);
  if (!mark) { /* a frame of its own, or the first of an array without posts */
    for (const char *p = text; (p = memmem(p, end - p, "\"behind\"", 8)); p += 8) c->behind++;
    return;
  }
  while (mark) {
    int number = 0;
    const char *p = mark + 1;
    while (p < end && *p >= '0' && *p <= '9') number = number * 10 + *p++ - '0';
    if (p < end && *p == '~') {
      count(c, number, at);
      p++;
    }
    mark = p < end ? memchr(p, '~', end - p) : NULL;
  }
}

static void gone(Conn *c) {
  if (c->state != READY && !c->poster) connecting--;
  if (c->state == READY && !c->poster) ready--;
  c->state = GONE;
  close(c->fd);
}

static void readable(Conn *c) {
  memcpy(room, c->kept, c->kept_length);
  size_t have = c->kept_length;
  ssize_t got = recv(c->fd, room + have, 1 << 18, MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
    gone(c);
    return;
  }
  if (got < 0) return;
  double at = now();
  have += got;
  char *p = room, *end = room + have;
  if (c->state == HANDSHAKE) {
    char *over = memmem(room, have, "\r\n\r\n", 4);
    if (over) {
      if (memcmp(room, "HTTP/1.1 101", 12)) {
        fprintf(stderr, "refused: %.60s\n", room);
        gone(c);
        return;
      }
      p = over + 4;
      if (c->poster) {
        c->state = READY;
      } else if (*first_frame) {
        c->state = SUBSCRIBING;
        send_frame(c->fd, 1, first_frame, strlen(first_frame));
      } else {
        become_ready(c);
      }
    }
  }
  while (c->state != HANDSHAKE && end - p >= 2) {
    uint8_t *b = (uint8_t *)p;
    uint64_t length = b[1] & 127;
    size_t head = 2;
    if (length == 126) {
      head = 4;
      if ((size_t)(end - p) < head) break;
      length = b[2] << 8 | b[3];
    } else if (length == 127) {
      head = 10;
      if ((size_t)(end - p) < head) break;
      length = 0;
      for (int i = 2; i < 10; i++) length = length << 8 | b[i];
    }
    if ((uint64_t)(end - p) < head + length) break;
    take(c, b[0] & 15, p + head, length, at);
    p += head + length;
  }
  c->kept_length = end - p;
  if (c->kept_length > ROOM - (1 << 18)) {
    fprintf(stderr, "a frame of more than %zu bytes\n", c->kept_length);
    exit(1);
  }
  if (c->kept_length) {
    c->kept = realloc(c->kept, c->kept_length);
    memcpy(c->kept, p, c->kept_length);
  } else if (c->kept) {
    free(c->kept);
    c->kept = NULL;
  }
}

static void watch(Conn *c, int operation) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poll_fd, operation, c->fd, &event);
}

static void open_one(Conn *c, const char *where, int port, int small) {
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  int one = 1, buffer = DEAF_BUFFER;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (small) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) die("connect");
  char request[1024];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        where, port, port);
  write_all(c->fd, request, length);
  c->state = HANDSHAKE;
  watch(c, EPOLL_CTL_ADD);
}

/* Reads all available data, for at most `milliseconds`. Returns how often the timer `tick` fired in that time. */
static uint64_t turn(int milliseconds, int tick) {
  struct epoll_event events[512];
  uint64_t rang = 0;
  int many = epoll_wait(poll_fd, events, 512, milliseconds);
  for (int i = 0; i < many; i++) {
    Conn *c = events[i].data.ptr;
    if (c) {
      if (c->state != GONE) readable(c);
    } else if (read(tick, &rang, sizeof rang) < 0) {
      rang = 0;
    }
  }
  return rang;
}

static void post(int i, int size) {
  static char text[64 << 10];
  int length = snprintf(text, sizeof text, "~%d~ ", first + i);
  while (length < size) {
    text[length] = (char)('a' + length % 26);
    length++;
  }
  sent_at[i] = now();
  send_frame(posters[i % port_count].fd, 1, text, length);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void run(int window, int posts, double rate, int size) {
  first += total;
  total = posts;
  finished = 0;
  heard = calloc(posts, sizeof *heard);
  sent_at = calloc(posts, sizeof *sent_at);
  done_at = calloc(posts, sizeof *done_at);
  for (int i = 0; i < n; i++) {
    conns[i].seen = calloc(posts / 8 + 1, 1);
    conns[i].copies = conns[i].doubles = conns[i].behind = 0;
    conns[i].order = 14695981039346656037ull;
  }
  measuring = 1;
  int tick = -1, sent = 0;
  double began = now(), cpu_before = cpu();
  last_copy = began;
  if (rate > 0) {
    long each = (long)(1e9 / rate);
    struct itimerspec beat = {{each / 1000000000, each % 1000000000}, {0, 1}};
    tick = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    timerfd_settime(tick, 0, &beat, NULL);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, tick, &event);
  }
  if (!window && rate <= 0) {
    printf("{\"first\":%d}\n", first);
    fflush(stdout);
  }
  while (finished < posts) {
    uint64_t due = rate > 0 ? turn(100, tick) : (uint64_t)0;
    if (rate <= 0 && !window) {
      turn(100, -1);
    } else if (rate <= 0) {
      if (sent - finished >= window || sent == posts) turn(100, -1);
      due = sent < posts && sent - finished < window ? (uint64_t)(window - (sent - finished)) : 0;
    }
    for (; due && sent < posts; due--) {
      post(sent, size);
      /* In an open loop a post counts from the moment it was due, even if it was sent later. */
      if (rate > 0) sent_at[sent] = began + sent / rate;
      sent++;
    }
    if (rate <= 0 && window && now() - began > LONGEST) posts = total = sent;
    if (rate > 0 && now() - began > posts / rate + LATEST) break; /* copies that arrive later count as lost */
    double last = sent ? sent_at[sent - 1] : began;
    if (now() - (last_copy > last ? last_copy : last) > SILENCE) break;
  }
  double seconds = (last_copy > began ? last_copy : now()) - began, used = cpu() - cpu_before, until = now() + 0.1;
  while (now() < until) turn(20, tick); /* copies that are sent twice arrive now */
  measuring = 0;
  if (tick >= 0) close(tick);

  uint64_t copies = 0, doubles = 0, lost = 0;
  int orders = 0, behind = 0, left = 0;
  for (int i = 0; i < n; i++) {
    Conn *c = &conns[i];
    free(c->seen);
    if (c->state == GONE) left++;
    if (c->deaf) continue;
    copies += c->copies;
    doubles += c->doubles;
    lost += posts - c->copies;
    behind += c->behind;
    int known = 0;
    for (int j = 0; j < i && !known && j < 64; j++) known = !conns[j].deaf && conns[j].order == c->order;
    orders += !known;
  }
  double *took = calloc(posts, sizeof *took);
  int whole = 0;
  for (int i = 0; i < posts; i++)
    if (done_at[i] > 0) took[whole++] = (done_at[i] - sent_at[i]) * 1000;
  qsort(took, whole, sizeof *took, by_size);
  printf("{\"posts\":%d,\"copies\":%lu,\"seconds\":%.6f,\"lost\":%lu,\"doubled\":%lu,\"orders\":%d,\"behind\":%d,\"left\":%d,"
         "\"client_share\":%.4f",
         posts, copies, seconds, lost, doubles, orders, behind, left, used / seconds);
  if (whole)
    printf(",\"p50\":%.3f,\"p99\":%.3f,\"worst\":%.3f", took[whole / 2], took[(int)(0.99 * (whole - 1))], took[whole - 1]);
  if (!window && rate <= 0) {
    printf(",\"done\":[");
    for (int i = 0; i < posts; i++) printf("%s%.6f", i ? "," : "", done_at[i]);
    printf("]");
  }
  printf("}\n");
  free(took);
  free(heard);
  free(sent_at);
  free(done_at);
}

static void set_deaf(int yes) {
  for (int i = n - deaf; i < n; i++) {
    conns[i].deaf = yes;
    if (conns[i].state != GONE) watch(&conns[i], yes ? EPOLL_CTL_DEL : EPOLL_CTL_ADD);
  }
  hearers = yes ? n - deaf : n;
}

int main(int argc, char **argv) {
  if (argc != 7) return fprintf(stderr, "see the head of client.c\n"), 2;
  path = argv[1], first_frame = argv[2], post_path = argv[3], n = atoi(argv[4]), deaf = atoi(argv[5]);
  for (char *word = strtok(argv[6], ","); word; word = strtok(NULL, ",")) ports[port_count++] = atoi(word);
  poll_fd = epoll_create1(0);
  conns = calloc(n + 1, sizeof *conns);
  posters = calloc(port_count, sizeof *posters);
  hearers = n;
  first = 1;
  int opened = 0;
  double began = now();
  while (ready < n && now() - began < 120) {
    while (opened < n && connecting < AT_ONCE) {
      connecting++;
      open_one(&conns[opened], path, ports[opened % port_count], opened >= n - deaf);
      opened++;
    }
    turn(100, -1);
    if (opened == n && !connecting) break;
  }
  for (int i = 0; i < port_count; i++) {
    posters[i].poster = 1;
    open_one(&posters[i], post_path, ports[i], 0);
    while (posters[i].state == HANDSHAKE) turn(100, -1);
  }
  printf("{\"subscribed\":%d}\n", ready);
  fflush(stdout);

  char line[256];
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &conns[n]}; /* the entry after the last connection is stdin */
  conns[n].state = GONE;
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &event);
  for (;;) {
    struct epoll_event events[512];
    int many = epoll_wait(poll_fd, events, 512, 1000), asked = 0;
    for (int i = 0; i < many; i++) {
      Conn *c = events[i].data.ptr;
      if (c == &conns[n]) asked = 1;
      else if (c && c->state != GONE) readable(c);
    }
    if (!asked) continue;
    ssize_t length = read(0, line, sizeof line - 1);
    if (length <= 0) return 0;
    line[length] = 0;
    epoll_ctl(poll_fd, EPOLL_CTL_DEL, 0, NULL);
    int window, posts, size;
    double rate;
    if (sscanf(line, "run %d %d %lf %d", &window, &posts, &rate, &size) == 4) {
      run(window, posts, rate, size);
    } else if (sscanf(line, "watch %d", &posts) == 1) {
      run(0, posts, 0, 0);
    } else if (!strncmp(line, "deaf", 4)) {
      set_deaf(1);
      for (int i = 0; i < n; i++) conns[i].behind = 0;
      printf("{}\n");
    } else if (!strncmp(line, "hear", 4)) {
      set_deaf(0);
      double until = now() + 1.5;
      while (now() < until) turn(100, -1);
      int left = 0;
      printf("{\"behind\":[");
      for (int i = n - deaf; i < n; i++) {
        printf("%s%d", i > n - deaf ? "," : "", conns[i].behind);
        left += conns[i].state == GONE;
      }
      printf("],\"left\":%d}\n", left);
    }
    fflush(stdout);
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &event);
  }
}
