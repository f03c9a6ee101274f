/// Tests of the blob store on files, on real folders, real processes and a really full disk.
@NullMarked
package io.devq.blobs.files;

import org.jspecify.annotations.NullMarked;
