/** The parameters that a network starts from where nobody gives any. */
package io.ftte.schemas.parameters;
