// Switches of the defect builds. Each one plants exactly one fault, so that a
// test bench can show that it would notice; the good build sets none of them.
// Every planted line stands inside an #if of its switch, and in no header: ../build
// compiles only those sources again that name the switch.
//
// Crashes
//   DEFECT_NULL_CONFIG         the page's memory is taken unchecked and cleared
//                              through the mask ROM, as cores before 2.4.1 did
//   DEFECT_USE_AFTER_FREE      the transport is deleted when it is closed, and
//                              called at the next connection
//   DEFECT_DOUBLE_FREE         the copy of a payload that makes no sense is freed
//                              twice
//   DEFECT_OVERRUN             the page's block is a byte shorter than the pieces
//                              of the page
//   DEFECT_STACK_OVERFLOW      a payload is copied to 3328 bytes of stack
//   DEFECT_UNTERMINATED_TEXT   a text of the EEPROM is copied up to a NUL that a
//                              full cell does not have
//   DEFECT_WIFI_BUSY_WAIT      waits for the Wi-Fi without letting the system run
//   DEFECT_INTERRUPTS_MASKED   interrupts are masked for 20 s while the sensors
//                              are read
//   DEFECT_MISALIGNED_READ     a check box is compared as a word, wherever it is
//   DEFECT_NARROW_FLASH_READ   no exception handler carries out what the C library
//                              reads byte by byte from flash, as before core 3.0
//   DEFECT_CRASH_IN_INTERRUPT  a timer's interrupt handler counts in a record
//                              that nobody has made
//   DEFECT_FIFTIETH_BOOT       every fiftieth start adds to a total that nobody
//                              has made
//   DEFECT_DIVISION_BY_ZERO    a rate is divided by before its bounds are checked
//   DEFECT_MISSING_PARAMETER   a request's name is compared without a look
//                              whether there is one
//   DEFECT_NULL_TEXT           the text of a refused certificate is missing
//   DEFECT_DELAY_IN_CALLBACK   delay() in a call-back of the system
//   DEFECT_ASSERT_ON_INPUT     an assertion holds of the form what a browser
//                              keeps to and nobody else must
//   DEFECT_OUT_OF_MEMORY       12 KB per request from a new that cannot fail
//
// Heap
//   DEFECT_LEAK                64 bytes of heap are lost at each reconnect
//   DEFECT_SLOW_LEAK           16 bytes of heap are lost at each reconnect
//   DEFECT_LEAK_ON_REFUSAL     64 bytes are lost at each failed TLS connection
//   DEFECT_FRAGMENTATION       each reconnect leaves two holes of 88 bytes and
//                              takes as much elsewhere: no byte is lost
//   DEFECT_LARGE_BUFFERS       TLS records of 16 and 12 KB instead of 2 and 0.5
//
// Settings
//   DEFECT_BLANK_EEPROM        an EEPROM that was never written is trusted
//   DEFECT_CHECKSUM_IGNORED    the EEPROM's checksum is not looked at
//   DEFECT_JOURNAL_IGNORED     a save cut short is not restored
//   DEFECT_EEPROM_WEAR         the EEPROM is written at each start
//   DEFECT_SAVE_FORGOTTEN      Save changes the copy in memory only
//   DEFECT_HALF_SWITCHED       a mode switch changes one of its two cells
//   DEFECT_PAGE_TRUNCATED      the config page ends before its last fields
//   DEFECT_SHOWS_PASSWORD      the config page carries the stored passwords
//   DEFECT_PRINTS_SECRET       the Wi-Fi password is printed at the start
//   DEFECT_NO_RESET            the page's Reset does nothing
//   DEFECT_ONE_SEGMENT         a request must come in one piece
//   DEFECT_FORGETS_SETTINGS    settings of release 1 are taken for damaged ones
//
// Network
//   DEFECT_NO_RECONNECT        a lost broker is never called again
//   DEFECT_SLOW_RETRY          the broker is called every 50 s instead of 5
//   DEFECT_NO_REJOIN           a lost Wi-Fi is never joined again
//   DEFECT_NO_KEEP_ALIVE       MQTT's keep-alive is promised and never sent
//   DEFECT_WRONG_TOPIC         answers to LED requests miss the Tx topic
//   DEFECT_ACCEPTS_ANY_CERT    the broker's certificate is never verified
//   DEFECT_EXPIRED_ACCEPTED    after an expired certificate goes on unverified
//   DEFECT_ANY_HOST            the certificate's name is never compared
//
// Not a defect: TLS_NODE_RELEASE_1 builds the release before this one, with the
// settings' layout 0.
#pragma once
