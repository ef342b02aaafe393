/* Exception frame: 256 bytes below the interrupted stack pointer. */
#define FRAME_SIZE 256
#define FRAME_PC 0
#define FRAME_PS 4
#define FRAME_SAR 8
#define FRAME_PENDING 12
#define FRAME_A0 16
#define FRAME_A(n) (20 + 4 * ((n) - 2))
#define FRAME_CAUSE 76
#define PS_HANDLER 0x21
