/// The blob store on files of one folder, safe against crashes at any point.
@NullMarked
package io.devq.blobs.files;

import org.jspecify.annotations.NullMarked;
