/** The version of the docker package whose resources this provider serves. */
export const packageVersion = "5.2.0";
