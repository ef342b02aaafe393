/* The physical layer's function table at its documented place. */
#include "phy.h"

/* Documented addresses, even of functions whose bodies are elsewhere: layout.py defines them. */
#define PLACE(place, function) .place = entry_##function,

__attribute__((section(".at.3fffc734.functions")))
struct phy_functions functions = { PHY_FUNCTIONS(PLACE) };

__attribute__((section(".at.3fffc730.phy_functions")))
struct phy_functions *phy_functions = &functions;

struct phy_functions *phy_get_romfuncs(void)
{
    return phy_functions;
}
