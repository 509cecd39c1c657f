/* The limit: a broadcaster that does only what the websocket protocol needs. `limit PORT`
 *
 * A connection to /post... posts, every other listens. A post is framed once and sent to each listener in turn.
 * There are no rooms, rights, versions or slow readers, so the cost of a copy is that of the kernel.
 * (The client of this benchmark does not check Sec-WebSocket-Accept.)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *hello = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: -\r\n\r\n";
static int listeners[65536], listening, version;
static struct { int is_open, length; char *bytes; } peers[65536];

static void broadcast(const char *text, int length) {
  static char frame[70000];
  int size = snprintf(frame + 4, sizeof frame - 4,
                      "{\"kind\":\"told\",\"room\":\"00000000-0000-0000-0000-000000000000\",\"v\":%d,\"what\":\"entry\",\"html\":\"<li>%.*s</li>\"}",
                      ++version, length, text);
  char *start = size < 126 ? frame + 2 : frame;
  start[0] = (char)0x81;
  start[1] = (char)(size < 126 ? size : 126);
  if (size >= 126) start[2] = (char)(size >> 8), start[3] = (char)size;
  for (int i = 0; i < listening; i++) /* a blocking send: a slow reader delays all others, which no real server may allow */
    if (send(listeners[i], start, frame + 4 + size - start, MSG_NOSIGNAL) < 0) listeners[i--] = listeners[--listening];
}

static void read_from(int fd) {
  if (!peers[fd].bytes) peers[fd].bytes = malloc(1 << 17);
  char *bytes = peers[fd].bytes;
  ssize_t got = recv(fd, bytes + peers[fd].length, (1 << 17) - peers[fd].length, MSG_DONTWAIT);
  if (got <= 0) { close(fd); return; }
  int have = peers[fd].length + (int)got, at = 0;
  if (!peers[fd].is_open) {
    if (!memmem(bytes, have, "\r\n\r\n", 4)) { peers[fd].length = have; return; }
    if (memcmp(bytes, "GET /post", 9)) listeners[listening++] = fd;
    send(fd, hello, strlen(hello), MSG_NOSIGNAL);
    peers[fd].is_open = 1, peers[fd].length = 0;
    return;
  }
  while (have - at >= 2) {
    uint8_t *head = (uint8_t *)bytes + at;
    int length = head[1] & 127, front = length == 126 ? 8 : 6;
    if (have - at < front) break;
    if (length == 126) length = head[2] << 8 | head[3];
    if (have - at < front + length) break;
    for (int i = 0; i < length; i++) head[front + i] ^= head[front - 4 + i % 4];
    if ((head[0] & 15) == 1) broadcast((char *)head + front, length);
    at += front + length;
  }
  memmove(bytes, bytes + at, have - at);
  peers[fd].length = have - at;
}

int main(int argc, char **argv) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, poll_fd = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 2048)) return perror("listen"), 1;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  for (epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event);;) {
    int many = epoll_wait(poll_fd, events, 256, -1);
    for (int i = 0; i < many; i++) {
      if (events[i].data.fd != listener) { read_from(events[i].data.fd); continue; }
      int fd = accept(listener, NULL, NULL);
      if (fd < 0) continue;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      memset(&peers[fd], 0, sizeof peers[fd]);
      event.data.fd = fd;
      epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
    }
  }
}
