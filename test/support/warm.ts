/** A module whose types Node has to strip, which loads what it does that with. */
export const warm: boolean = true;
