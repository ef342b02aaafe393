// Switches of the defect builds. Each one plants exactly one fault, so that a
// test bench can show that it would notice; the good build sets none of them.
// Every planted line stands inside an #ifdef of its switch.
//
//   DEFECT_LEAK              64 bytes of heap are lost at each reconnect
//   DEFECT_NULL_CONFIG       the page's memory is taken unchecked and cleared
//                            through the mask ROM, as cores before 2.4.1 did
//   DEFECT_BLANK_EEPROM      an EEPROM that was never written is trusted
//   DEFECT_NO_RECONNECT      a lost broker is never called again
//   DEFECT_WRONG_TOPIC       answers to LED requests miss the Tx topic
//   DEFECT_PAGE_TRUNCATED    the config page ends before its last fields
//   DEFECT_ACCEPTS_ANY_CERT  the broker's certificate is never verified
//   DEFECT_FORGETS_SETTINGS  settings of release 1 are taken for damaged ones
//
// Not a defect: TLS_NODE_RELEASE_1 builds the release before this one, with the
// settings' layout 0.
#pragma once
