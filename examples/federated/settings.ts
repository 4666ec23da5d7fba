// What all members agree on before they start.

/** The members that the program starts. A page can be one more. */
export const TRAINERS = 4;
/** How often the members average how far they have come. */
export const ROUNDS = 30;
/** How many steps each member makes between two rounds. */
export const EVERY = 20;
/** The rounds go on while so many members are left. */
export const MIN = 2;
/** How long a member waits for the others before it takes them as lost, in milliseconds. */
export const DEADLINE = 5_000;

/** The program kills one member after this round. */
export const KILL_AFTER = 8;
/** A page that nobody sees leaves after this round. */
export const LEAVE_AFTER = 22;
/** A rest after each step, in milliseconds: it lets messages in, and gives the eye time. */
export const REST = 10;
/** The subject on which a page tells the program what its worker reports. */
export const PAGE_REPORTS = 'federated.page';
