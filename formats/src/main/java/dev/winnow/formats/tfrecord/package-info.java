/** Records of tf.train.Example, as TensorFlow reads them. */
package dev.winnow.formats.tfrecord;
