// Task and timer types (see ets_sys.h).
#pragma once
#include "ets_sys.h"
