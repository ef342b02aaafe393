// TCP server subset of the vendor's espconn. Every call-back runs in the network task (context sys).
#pragma once
#include "c_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*espconn_connect_callback)(void *arg);
typedef void (*espconn_reconnect_callback)(void *arg, sint8 error);
typedef void (*espconn_recv_callback)(void *arg, char *data, unsigned short length);
typedef void (*espconn_sent_callback)(void *arg);

#define ESPCONN_OK 0
#define ESPCONN_MEM (-1)
#define ESPCONN_TIMEOUT (-3)
#define ESPCONN_RTE (-4)
#define ESPCONN_INPROGRESS (-5)
#define ESPCONN_MAXNUM (-7)
#define ESPCONN_ABRT (-8)
#define ESPCONN_RST (-9)
#define ESPCONN_CLSD (-10)
#define ESPCONN_CONN (-11)
#define ESPCONN_ARG (-12)
#define ESPCONN_ISCONN (-15)

enum espconn_type { ESPCONN_INVALID = 0, ESPCONN_TCP = 0x10, ESPCONN_UDP = 0x20 };
enum espconn_state { ESPCONN_NONE, ESPCONN_WAIT, ESPCONN_LISTEN, ESPCONN_CONNECT, ESPCONN_WRITE, ESPCONN_READ, ESPCONN_CLOSE };

typedef struct _esp_tcp {
    int remote_port;
    int local_port;
    uint8 local_ip[4];
    uint8 remote_ip[4];
    espconn_connect_callback connect_callback;
    espconn_reconnect_callback reconnect_callback;
    espconn_connect_callback disconnect_callback;
    espconn_connect_callback write_finish_fn;
} esp_tcp;

typedef struct _esp_udp {
    int remote_port;
    int local_port;
    uint8 local_ip[4];
    uint8 remote_ip[4];
} esp_udp;

struct espconn {
    enum espconn_type type;
    enum espconn_state state;
    union {
        esp_tcp *tcp;
        esp_udp *udp;
    } proto;
    espconn_recv_callback recv_callback;
    espconn_sent_callback sent_callback;
    uint8 link_cnt;
    void *reverse;
};

// Listens on proto.tcp->local_port. Each connection gets its own struct espconn, given to the call-backs
// and valid until its disconnect or reconnect call-back returns. Call-backs registered on the listening
// record are inherited by its connections.
sint8 espconn_accept(struct espconn *listener);
sint8 espconn_delete(struct espconn *listener);
sint8 espconn_regist_connectcb(struct espconn *conn, espconn_connect_callback callback);
sint8 espconn_regist_recvcb(struct espconn *conn, espconn_recv_callback callback);
sint8 espconn_regist_sentcb(struct espconn *conn, espconn_sent_callback callback);
sint8 espconn_regist_disconcb(struct espconn *conn, espconn_connect_callback callback);
sint8 espconn_regist_reconcb(struct espconn *conn, espconn_reconnect_callback callback);
// Seconds without traffic after which a connection is closed; 0 = never. type_flag 0: all, 1: this one.
sint8 espconn_regist_time(struct espconn *conn, uint32 interval, uint8 type_flag);
// Starts sending length bytes. As with the vendor's espconn the data must stay where it is until the sent
// call-back (the peer has acknowledged all of it) or the end of the connection, and there is one send at a
// time: ESPCONN_INPROGRESS before that. ESPCONN_CONN: not connected.
sint8 espconn_send(struct espconn *conn, uint8 *data, uint16 length);
sint8 espconn_sent(struct espconn *conn, uint8 *data, uint16 length);
sint8 espconn_disconnect(struct espconn *conn);
sint8 espconn_abort(struct espconn *conn);
// The most that espconn_tcp_set_max_con_allow may ask for: 1 to 15, 5 unless set. With the vendor's
// espconn it also limits all TCP connections of the chip together, clients included; here it does not.
sint8 espconn_tcp_set_max_con(uint8 count);
sint8 espconn_tcp_set_max_con_allow(struct espconn *listener, uint8 count);

#ifdef __cplusplus
}
#endif
