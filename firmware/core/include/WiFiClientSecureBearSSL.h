#pragma once
#include "WiFiClientSecure.h"
